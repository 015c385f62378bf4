namespace Clemap.Simulator.Scenarios.Plant;

/// <summary>How a make of car behaves at the cable.</summary>
internal sealed record VehicleModel
{
    public double CapacityKwh { get; init; } = 60;

    /// <summary>Of its charger: 1, 2 or 3.</summary>
    public int Phases { get; init; } = 3;

    /// <summary>A per phase.</summary>
    public double MaximumA { get; init; } = 16;

    /// <summary>Offered less, it takes nothing: 6 by IEC 61851-1, 8 to 9 for some.</summary>
    public double MinimumA { get; init; } = 6;

    /// <summary>From a change of the pilot signal to its answer; IEC 61851-1 allows 5 s.</summary>
    public int ReactionSeconds { get; init; } = 5;

    /// <summary>A per second on the way up.</summary>
    public double RampUpAPerSecond { get; init; } = 2;

    /// <summary>A per second on the way down.</summary>
    public double RampDownAPerSecond { get; init; } = 16;

    /// <summary>Share of its capacity from which on it takes less and less.</summary>
    public double TaperFrom { get; init; } = 0.85;

    /// <summary>Share of its maximum that it still takes just before it is full.</summary>
    public double TaperTo { get; init; } = 0.5;

    /// <summary>It stays so much below what it is offered.</summary>
    public double DrawsLessA { get; init; } = 0.2;

    /// <summary>After a pause longer than this it is asleep; 0 is never.</summary>
    public double SleepsAfterMinutes { get; init; }

    /// <summary>An offer must stand so long before a sleeping car takes it up.</summary>
    public int WakesAfterSeconds { get; init; } = 60;

    /// <summary>Once it charges it stays at what it has, whatever it is offered.</summary>
    public bool IgnoresOrders { get; init; }

    /// <summary>The controller is told its phases and its minimum.</summary>
    public bool Known { get; init; }
}
