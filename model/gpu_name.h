/* gpu_name.h - GPU models by name: the table of RULES.md TIER-05, and how others write it. */
#ifndef MODEL_GPU_NAME_H
#define MODEL_GPU_NAME_H

#include <stdint.h>

#define GPU_NAMES 76 /* on-chain ids 1 .. 76 */

/* The names by their ids, ends with NULL; 0 is "any". */
extern const char *const gpu_model_words[GPU_NAMES + 2];

/* "rtx4090"; NULL for an id that is not in the table. */
const char *gpu_name(unsigned id);

/* The id of a name however it is written ("NVIDIA GeForce RTX 4090", "rtx-4090", "RTX_4090", "A100 SXM4
 * 40GB"): capitals, blanks, dashes, brackets and the maker's name do not matter.  0 if no model has
 * that name; laptop versions are other models. */
unsigned gpu_named(const char *text);

#endif
