/* orders.h - the trace of orders, as the fits of demand read it. */
#ifndef TESTS_FITS_ORDERS_H
#define TESTS_FITS_ORDERS_H

#include "model/fitted.h"
#include "model/trace.h"

struct trace *orders_load(void);
enum fitted_class class_of(const struct trace_order *o);

#endif
