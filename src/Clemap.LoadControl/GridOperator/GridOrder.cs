namespace Clemap.LoadControl.GridOperator;

/// <summary>A command of the grid operator as a site keeps and carries it out by itself. It can only lower.</summary>
/// <param name="Id">Also the seed of the random return.</param>
/// <param name="CircuitId">Where it applies; <see langword="null"/> for the grid connection.</param>
/// <param name="Scope">What is meant by the limit.</param>
/// <param name="Limit">How much remains.</param>
/// <param name="From">In force from then on.</param>
/// <param name="Until">It ends then, or when it is cancelled.</param>
/// <param name="Ramp">So long the limit falls to its value, in a straight line from all that can be taken; zero for at once.</param>
/// <param name="ReturnWithin">After the end it stays in force for a random part of this, so that many sites do not return together.</param>
/// <param name="CancelledAt"><see langword="null"/> when nobody took it back.</param>
/// <param name="StationId">Holds down this station alone; <see langword="null"/> for all below the circuit.</param>
public sealed record GridOrder(
    Guid Id, Guid? CircuitId, ReductionScope Scope, ReductionLimit Limit, DateTimeOffset From, DateTimeOffset Until, TimeSpan Ramp, TimeSpan ReturnWithin,
    DateTimeOffset? CancelledAt = null, Guid? StationId = null)
{
    /// <summary>When it is over, before the return.</summary>
    public DateTimeOffset End => CancelledAt < Until ? CancelledAt.Value : Until;
}

/// <summary>What time it is, as far as a site knows: somewhere between the two, both included.</summary>
public readonly record struct TimeBounds
{
    /// <exception cref="ArgumentException">The latest is before the earliest.</exception>
    public TimeBounds(DateTimeOffset earliest, DateTimeOffset latest)
    {
        if (latest < earliest)
            throw new ArgumentException("The latest is before the earliest.", nameof(latest));
        (Earliest, Latest) = (earliest, latest);
    }

    public DateTimeOffset Earliest { get; }

    public DateTimeOffset Latest { get; }

    public static TimeBounds Exactly(DateTimeOffset now) => new(now, now);
}

public enum GridOrderPhase
{
    /// <summary>Not begun.</summary>
    Waiting,

    InForce,

    /// <summary>Its end is over, and it stays in force until this site's turn to return.</summary>
    Returning,

    Ended,
}
