/* rule.h - where the code says which rule it carries out.
 *
 * RULE("STAKE-04") stands in the code that does what the rule says.  In a normal build it is
 * nothing; in the rule check every such line reports that it was reached, so that a test which
 * claims a rule can be asked whether it ran it (`make check-rules`).
 */
#ifndef PROTOCOL_RULE_H
#define PROTOCOL_RULE_H

#ifdef SPHERON_RULE_MARKS
void spheron_rule_reached(const char *id);
#define RULE(id) spheron_rule_reached(id)
#else
#define RULE(id) ((void) 0)
#endif

#endif
