using Clemap.Contracts.Telemetry;

namespace Clemap.Portal.Pages.Site;

/// <summary>A per phase; <see langword="null"/> is "not known", never zero.</summary>
public sealed record PhaseValues(double? L1A, double? L2A, double? L3A)
{
    public static PhaseValues Unknown { get; } = new(null, null, null);

    public static PhaseValues Of(Reading? reading) => new(reading?.CurrentL1A, reading?.CurrentL2A, reading?.CurrentL3A);

    public IReadOnlyList<(string Phase, double? CurrentA)> ByPhase => [("L1", L1A), ("L2", L2A), ("L3", L3A)];

    /// <summary>The phase with the most current; <see langword="null"/> when none is known.</summary>
    public (string Phase, double CurrentA)? Fullest => ByPhase
        .Where(phase => phase.CurrentA is not null)
        .Select(phase => ((string Phase, double CurrentA)?)(phase.Phase, phase.CurrentA!.Value))
        .MaxBy(phase => phase!.Value.CurrentA);

    public static PhaseValues operator +(PhaseValues one, PhaseValues other) => Join(one, other, 1);

    public static PhaseValues operator -(PhaseValues one, PhaseValues other) => Join(one, other, -1);

    /// <summary>Parts that are not known count as nothing: a station with one phase says nothing about the other two.</summary>
    public static PhaseValues Sum(IEnumerable<PhaseValues> parts)
    {
        var known = parts.Where(part => part != Unknown).ToList();
        return known.Count == 0
            ? Unknown
            : new PhaseValues(known.Sum(part => part.L1A ?? 0), known.Sum(part => part.L2A ?? 0), known.Sum(part => part.L3A ?? 0));
    }

    private static PhaseValues Join(PhaseValues one, PhaseValues other, int sign) =>
        new(one.L1A + sign * other.L1A, one.L2A + sign * other.L2A, one.L3A + sign * other.L3A);
}
