using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Commissioning;

/// <summary>The way from a circuit up to the grid connection.</summary>
internal static class CircuitPath
{
    /// <returns>The nearest meter that measures the circuit; <see langword="null"/> when there is none up to the grid.</returns>
    public static MeterSource? MeterAbove(EdgeConfiguration configuration, Site site, Guid circuitId) =>
        Of(configuration, circuitId).Select(circuit => circuit.MeterId).FirstOrDefault(id => id is not null) is { } id
            ? site.Meters.First(meter => meter.Configuration.Id == id)
            : null;

    public static bool IsBelow(EdgeConfiguration configuration, Guid circuitId, Guid meterId) =>
        Of(configuration, circuitId).Any(circuit => circuit.MeterId == meterId);

    private static IEnumerable<CircuitConfiguration> Of(EdgeConfiguration configuration, Guid circuitId)
    {
        for (Guid? id = circuitId; id is not null;)
        {
            var circuit = configuration.Circuits.First(c => c.Id == id);
            yield return circuit;
            id = circuit.ParentId;
        }
    }
}
