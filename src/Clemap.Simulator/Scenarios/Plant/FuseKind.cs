using System.Text.Json.Serialization;

namespace Clemap.Simulator.Scenarios.Plant;

internal enum FuseKind
{
    /// <summary>Miniature circuit breaker of characteristic B: 3 to 5 times its rating trips at once.</summary>
    [JsonStringEnumMemberName("B")] B,

    /// <summary>5 to 10 times.</summary>
    [JsonStringEnumMemberName("C")] C,

    /// <summary>10 to 20 times.</summary>
    [JsonStringEnumMemberName("D")] D,

    /// <summary>Fuse link for general use.</summary>
    [JsonStringEnumMemberName("gG")] Gg,
}
