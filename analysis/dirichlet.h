/* The NBD-Dirichlet model of repeat buying (Goodhardt, Ehrenberg & Chatfield 1984, Journal of the Royal Statistical Society A 147:621). A person
 * buys the category n times in a period, n being negative binomial with mean M and shape K, and each time brand j with a probability that
 * is Dirichlet over people, with parameters S p_j, p_j being the market shares. All measures are exact sums over n. */
#ifndef RQ_DIRICHLET_H
#define RQ_DIRICHLET_H

typedef struct rq_dirichlet {
  double mean;      /* M > 0: purchases of the category by a person in the period */
  double shape;     /* K > 0: small where people differ much in how often they buy */
  double diversity; /* S > 0: small where people stay with their brand, large where all choose alike */
} rq_dirichlet;

typedef struct rq_brand_figures {
  double penetration;  /* share of people who buy the brand in the period */
  double purchases;    /* of the brand, by one of its buyers */
  double category;     /* purchases of the category, by one of its buyers */
  double requirements; /* purchases / category */
  double sole;         /* share of its buyers who buy nothing else */
} rq_brand_figures;

/* What a brand (or several together) of market share `share`, 0 < share <= 1, must expect; a share of 1 is the category. */
rq_brand_figures rq_dirichlet_brand(const rq_dirichlet *, double share);

/* The share of buyers of a brand who buy the other in the same period. */
double rq_dirichlet_duplication(const rq_dirichlet *, double share, double other);

#endif
