using System.Text.Json;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>What the states of all makers can be told from.</summary>
internal static class Situation
{
    /// <returns>The code of a register for the moment.</returns>
    /// <exception cref="KeyNotFoundException">The register has no code for it.</exception>
    public static JsonElement Code(ChargingPoint point, IReadOnlyDictionary<string, JsonElement> codes)
    {
        var situation = Of(point);
        if (situation == "charging" && point.ActivePhases == 1 && codes.TryGetValue("chargingOnePhase", out var code)) return code;
        return codes.TryGetValue(situation, out code) ? code : codes["plugged"];
    }

    private static string Of(ChargingPoint point) => point switch
    {
        { Car: null } => "free",
        { Charging: true } => "charging",
        { OfferedA: 0 } => "paused",
        { Car.Full: true } => "full",
        _ => "waiting",
    };
}
