using Clemap.LoadControl.Allocation;

namespace Clemap.Simulator.Scenarios.Plant;

/// <summary>How a make of station behaves, and how this one is wired.</summary>
internal sealed record StationTraits
{
    public required string Name { get; init; }

    /// <summary>The grid phase (0 to 2) that really feeds each terminal.</summary>
    public required int[] Wiring { get; init; }

    public required double MinimumA { get; init; }
    public required double MaximumA { get; init; }
    public required double FallbackA { get; init; }
    public required int FallbackSeconds { get; init; }
    public WhenSilent WhenSilent { get; init; }
    public double StepA { get; init; }
    public StepRounding Rounding { get; init; }
    public bool Switched { get; init; }
    public bool SwitchesPhases { get; init; }

    /// <summary>From the order being decided to the station holding it and saying so.</summary>
    public int AnswersAfterSeconds { get; init; } = 1;

    /// <summary>How long charging stops for a change between one phase and three.</summary>
    public int PhaseChangeSeconds { get; init; } = 15;

    /// <summary>It tells when the vehicle is full.</summary>
    public bool TellsFull { get; init; }

    public double Rounded(double orderA) => StepA <= 0 || Rounding == StepRounding.None ? orderA : Rounding switch
    {
        StepRounding.Down => Math.Floor(orderA / StepA + 1e-9) * StepA,
        StepRounding.Up => Math.Ceiling(orderA / StepA - 1e-9) * StepA,
        _ => throw new InvalidOperationException($"The rounding {Rounding} is unknown."),
    };
}

internal enum StepRounding
{
    None,
    Down,
    Up,
}
