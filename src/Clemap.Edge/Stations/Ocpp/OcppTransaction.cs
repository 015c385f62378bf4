namespace Clemap.Edge.Stations.Ocpp;

/// <param name="Id">Given by this controller; the station knows no other.</param>
/// <param name="Card">As the station read it.</param>
/// <param name="StartedAt">By the station's clock.</param>
/// <param name="BackendId">The back end's id for it, once it gave one.</param>
internal sealed record OcppTransaction(
    int Id, string Identity, int Connector, string Card, double MeterStartWh, DateTimeOffset StartedAt, int? BackendId = null);
