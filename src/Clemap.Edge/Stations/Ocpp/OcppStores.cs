namespace Clemap.Edge.Stations.Ocpp;

internal sealed record OcppStores(TransactionStore Transactions, WaitingStore Waiting);
