//! Which APIs an instruction needs: lexical (BM25), dense, their fusion, and the metrics (NDCG, recall).
