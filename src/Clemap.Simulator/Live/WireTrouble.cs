using System.Text.Json.Serialization;

namespace Clemap.Simulator.Live;

[JsonConverter(typeof(JsonStringEnumConverter<WireTrouble>))]
internal enum WireTrouble
{
    /// <summary>Its port is closed; on a bus it is silent.</summary>
    [JsonStringEnumMemberName("lost")] Lost,

    /// <summary>It takes requests and never answers.</summary>
    [JsonStringEnumMemberName("silent")] Silent,

    [JsonStringEnumMemberName("delayed")] Delayed,

    /// <summary>It answers bytes that mean nothing.</summary>
    [JsonStringEnumMemberName("garbage")] Garbage,

    /// <summary>Lost, and then back with what its electrician set, all else forgotten.</summary>
    [JsonStringEnumMemberName("reboot")] Reboot,
}

/// <param name="Delay">For <see cref="WireTrouble.Delayed"/>.</param>
internal sealed record WireFault(WireTrouble Kind, TimeSpan Delay)
{
    public static WireFault Of(WireTrouble kind) => new(kind, TimeSpan.FromSeconds(2));

    public bool IsAway => Kind is WireTrouble.Lost or WireTrouble.Reboot;
}
