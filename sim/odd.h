/* A model described by the ODD protocol (Grimm et al. 2020, JASSS 23(2):7): the text of the model (rq_model.odd) or a plain one, and in it,
 * wherever it has a mark, a table made from what the model declares, so that neither can contradict the program.
 *
 * A mark is a comment of Markdown that begins a line. After the first line it may give the symbols that equations use, `NAME = SYMBOL`:
 *
 *     <!-- parameters GROUP ... -->    keys with default, range, unit, meaning and source; `top` is the top level, `engine` and `model`
 *                                      are all groups of the one or the other that have no table yet
 *     <!-- shipped LIST -->            the items that a list of mappings has by default
 *     <!-- presets KEY -->             what the choices of a key change
 *     <!-- state agent -->             state variables; also: pair (of an agent and a dimension), tie, global
 *     <!-- schedule -->                the processes of a step in their order
 *     <!-- series -->                  what is observed in every step; also: events, dimensions
 *     <!-- program -->                 which program and model this describes
 *     <!-- note ... -->                for who edits the text
 *
 * {{KEY}} inside a line is the default of that key. A mark or a name that is not known is an error. */
#ifndef RQ_ODD_H
#define RQ_ODD_H

#include "sim/world.h"
#include <stdio.h>

/* Writes it as Markdown. `citation`: the publication in which a model without a text is described; NULL for none. */
rq_status rq_odd_write(const rq_model *, const char *citation, FILE *, rq_error *);

#endif
