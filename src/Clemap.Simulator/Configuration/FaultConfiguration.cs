using Clemap.Simulator.Live;

namespace Clemap.Simulator.Configuration;

/// <summary>Trouble on the wire of a station, so many seconds after the start and for so long.</summary>
internal sealed record FaultConfiguration(WireTrouble Kind, double AfterS, double ForS)
{
    /// <summary>For <c>delayed</c>.</summary>
    public int DelayMs { get; init; } = 2_000;
}
