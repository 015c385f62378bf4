using Clemap.Contracts.Sites;

namespace Clemap.Portal.Pages.History;

/// <summary>A meter or station that has a curve; a meter that measures a circuit goes by the name of the circuit.</summary>
/// <param name="FuseA">Rating of that circuit, A per phase.</param>
internal sealed record SourceChoice(Guid Id, string Name, SourceKind Kind, double? FuseA)
{
    public static IReadOnlyList<SourceChoice> Of(SiteModel model)
    {
        var byMeter = model.Circuits.Where(circuit => circuit.MeterId is not null).ToLookup(circuit => circuit.MeterId!.Value);
        return
        [
            .. model.Circuits.Where(circuit => circuit.MeterId is not null).Select(circuit => new SourceChoice(circuit.MeterId!.Value, circuit.Name, SourceKind.Circuit, circuit.RatingA)),
            .. model.Meters.Where(meter => !byMeter.Contains(meter.Id)).Select(meter => new SourceChoice(meter.Id, meter.Name, SourceKind.Meter, null)),
            .. model.Stations.Select(station => new SourceChoice(station.Id, station.Name, SourceKind.Station, null)),
        ];
    }
}

internal enum SourceKind
{
    Circuit,
    Meter,
    Station,
}
