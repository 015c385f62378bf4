using System.ComponentModel;
using System.Text.Json.Serialization;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Format;

/// <summary>A known kind of car, and what is different about this one.</summary>
internal sealed record ScenarioCar
{
    public CarKind Kind { get; init; }
    public double? CapacityKwh { get; init; }
    public int? Phases { get; init; }
    public double? MaximumA { get; init; }

    [Description("Offered less, it takes nothing.")]
    public double? MinimumA { get; init; }

    [Description("From a change of the offer to its answer, at most 30.")]
    public int? ReactionSeconds { get; init; }

    public double? RampUpAPerSecond { get; init; }
    public double? RampDownAPerSecond { get; init; }

    [Description("Share of its capacity from which on it takes less.")]
    public double? TaperFrom { get; init; }

    [Description("Share of its maximum just before it is full.")]
    public double? TaperTo { get; init; }

    public double? DrawsLessA { get; init; }

    [Description("After a pause longer than this it sleeps; 0 never.")]
    public double? SleepsAfterMinutes { get; init; }

    public int? WakesAfterSeconds { get; init; }
    public bool? IgnoresOrders { get; init; }

    [Description("The controller is told its phases and its minimum.")]
    public bool? Known { get; init; }

    public VehicleModel Model()
    {
        var kind = OfKind(Kind);
        return kind with
        {
            CapacityKwh = CapacityKwh ?? kind.CapacityKwh,
            Phases = Phases ?? kind.Phases,
            MaximumA = MaximumA ?? kind.MaximumA,
            MinimumA = MinimumA ?? kind.MinimumA,
            ReactionSeconds = ReactionSeconds ?? kind.ReactionSeconds,
            RampUpAPerSecond = RampUpAPerSecond ?? kind.RampUpAPerSecond,
            RampDownAPerSecond = RampDownAPerSecond ?? kind.RampDownAPerSecond,
            TaperFrom = TaperFrom ?? kind.TaperFrom,
            TaperTo = TaperTo ?? kind.TaperTo,
            DrawsLessA = DrawsLessA ?? kind.DrawsLessA,
            SleepsAfterMinutes = SleepsAfterMinutes ?? kind.SleepsAfterMinutes,
            WakesAfterSeconds = WakesAfterSeconds ?? kind.WakesAfterSeconds,
            IgnoresOrders = IgnoresOrders ?? kind.IgnoresOrders,
            Known = Known ?? kind.Known,
        };
    }

    private static VehicleModel OfKind(CarKind kind) => kind switch
    {
        CarKind.ThreePhase11 => new(),
        CarKind.ThreePhase22 => new() { MaximumA = 32, CapacityKwh = 52 },
        CarKind.OnePhase7 => new() { Phases = 1, MaximumA = 32, CapacityKwh = 40 },
        CarKind.PlugIn => new() { Phases = 1, CapacityKwh = 11, TaperFrom = 0.9 },
        CarKind.TwoPhase7 => new() { Phases = 2, CapacityKwh = 36 },
        CarKind.NineAmpere => new() { MaximumA = 32, MinimumA = 9, CapacityKwh = 52 },
        CarKind.Sleepy => new() { SleepsAfterMinutes = 20, WakesAfterSeconds = 60 },
        CarKind.Thrifty => new() { DrawsLessA = 0.7 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

internal enum CarKind
{
    [JsonStringEnumMemberName("11kW")] ThreePhase11 = 0,
    [JsonStringEnumMemberName("22kW")] ThreePhase22,
    [JsonStringEnumMemberName("1p-7kW")] OnePhase7,
    [JsonStringEnumMemberName("1p-plug-in")] PlugIn,
    [JsonStringEnumMemberName("2p-7kW")] TwoPhase7,

    /// <summary>Takes nothing below 9 A.</summary>
    [JsonStringEnumMemberName("9A-minimum")] NineAmpere,
    [JsonStringEnumMemberName("sleepy")] Sleepy,
    [JsonStringEnumMemberName("thrifty")] Thrifty,
}
