print("ensembles")
