/* Making and freeing figures, and their numbers as CSV. */
#include "analysis/figure.h"
#include <math.h>
#include <stdlib.h>

bool rq_labels_add(rq_labels *l, const char *label) {
  char **more = realloc(l->label, (l->count + 1) * sizeof *more);
  if (!more) return false;
  l->label = more;
  more[l->count] = strdup(label);
  return more[l->count++] != NULL;
}

void rq_labels_free(rq_labels *l) {
  for (size_t i = 0; i < l->count; i++) free(l->label[i]);
  free(l->label);
  *l = (rq_labels){0};
}

void rq_figure_free(rq_figure *f) {
  for (size_t i = 0; i < f->curves; i++) free(f->curve[i].x);
  for (size_t i = 0; f->picture && i < f->panel.count; i++) rq_picture_free(&f->picture[i]);
  free(f->curve);
  free(f->picture);
  free(f->shade);
  free(f->x_label);
  free(f->y_label);
  free(f->note);
  rq_labels_free(&f->row);
  rq_labels_free(&f->panel);
  rq_labels_free(&f->group);
  rq_labels_free(&f->tick);
  *f = (rq_figure){0};
}

rq_curve *rq_figure_add(rq_figure *f, size_t panel, size_t group, size_t points) {
  rq_curve *more = realloc(f->curve, (f->curves + 1) * sizeof *more);
  if (!more) return NULL;
  f->curve = more;
  double *number = malloc((4 * points + 1) * sizeof *number);
  if (!number) return NULL;
  for (size_t i = 0; i < 4 * points; i++) number[i] = NAN;
  more[f->curves] = (rq_curve){panel, group, points, number, number + points, number + 2 * points, number + 3 * points};
  return &more[f->curves++];
}

/* ---- CSV ---- */

static void put_cell(rq_text *t, const char *words) {
  rq_text_csv(t, words);
  rq_text_put(t, ",");
}

static void put_numbers(rq_text *t, size_t count, const double *number) {
  for (size_t i = 0; i < count; i++) {
    rq_text_number(t, number[i]);
    rq_text_put(t, i + 1 < count ? "," : "\n");
  }
}

static void put_curves(const rq_figure *f, rq_text *t) {
  rq_text_put(t, "panel,series,x,value,lower,upper\n");
  for (size_t k = 0; k < f->curves; k++) {
    const rq_curve *c = &f->curve[k];
    for (size_t i = 0; i < c->points; i++) {
      put_cell(t, f->panel.label[c->panel]);
      put_cell(t, f->group.label[c->group]);
      if (f->tick.count)
        put_cell(t, f->tick.label[(size_t)c->x[i]]);
      else {
        rq_text_number(t, c->x[i]);
        rq_text_put(t, ",");
      }
      put_numbers(t, 3, (double[]){c->y[i], c->lower[i], c->upper[i]});
    }
  }
}

static void put_network(const rq_figure *f, rq_text *t) {
  rq_text_put(t, "panel,what,node,other,person,brand,class,x,y,radius,people,share,instrumental,mixed,expressive,weight\n");
  for (size_t k = 0; k < f->panel.count; k++) {
    const rq_picture *p = &f->picture[k];
    for (size_t i = 0; i < p->nodes; i++) {
      const rq_node *n = &p->node[i];
      put_cell(t, f->panel.label[k]);
      rq_text_put(t, "node,");
      rq_text_whole(t, i);
      rq_text_put(t, ",,");
      rq_text_whole(t, n->person);
      rq_text_put(t, ",");
      put_cell(t, n->brand < f->group.count ? f->group.label[n->brand] : "");
      rq_text_put(t, ",");
      put_numbers(t, 9, (double[]){n->x, n->y, n->radius, n->people, n->share, n->class[0], n -> class[1], n -> class[2], NAN});
    }
    for (size_t i = 0; i < p->links; i++) {
      const rq_link *l = &p->link[i];
      put_cell(t, f->panel.label[k]);
      rq_text_put(t, "link,");
      rq_text_whole(t, l->from);
      rq_text_put(t, ",");
      rq_text_whole(t, l->to);
      rq_text_put(t, ",,,");
      put_cell(t, l->class < RQ_CLASSES ? rq_class_names[l->class] : "");
      rq_text_put(t, ",,,,,,,,");
      put_numbers(t, 1, &l->weight);
    }
  }
}

void rq_figure_csv(const rq_figure *f, rq_text *t) {
  if (f->form == RQ_NETWORK)
    put_network(f, t);
  else
    put_curves(f, t);
}
