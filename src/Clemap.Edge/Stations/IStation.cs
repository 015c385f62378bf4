using Clemap.Contracts.Actions;
using Clemap.Edge.Actions;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Stations;

/// <summary>One protocol family of charging stations. Calls come one at a time.</summary>
internal interface IStation
{
    /// <summary>Grows when the station was away and may have forgotten what was written to it.</summary>
    int Generation { get; }

    /// <summary>The smallest step of an order, A; <see langword="null"/> when any current can be set.</summary>
    double? StepA { get; }

    /// <summary>A station that hears nothing is at its fallback after this; <see langword="null"/> when it holds none.</summary>
    TimeSpan? FallbackTime { get; }

    /// <summary>What the others reckon with while it does not answer, if it holds what was commissioned.</summary>
    /// <remarks>One that holds no fallback may come out of a power cut with its maximum before it answers again.</remarks>
    WhenSilent WhenSilent => FallbackTime is null ? WhenSilent.Unknown : WhenSilent.FallsBack;

    /// <summary>A limit that comes to the station from elsewhere, A per phase, and can only lower; <see langword="null"/> when there is none.</summary>
    double? OutsideLimitA => null;

    /// <summary>Writes what the station falls back to when this controller is silent, and reads it back.</summary>
    /// <exception cref="StationException">The station does not hold the fallback that was commissioned.</exception>
    Task PrepareAsync(CancellationToken cancellation);

    Task<StationSample> ReadAsync(CancellationToken cancellation);

    /// <summary>Brings a limit into force, or keeps it there; called every second, it writes only when a write is due.</summary>
    /// <param name="limitA">A per phase; 0 pauses.</param>
    Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation);

    /// <summary>Does something once, beside reads and orders.</summary>
    /// <returns>Why not; <see langword="null"/> when the station said that it did it.</returns>
    /// <exception cref="IOException">It did not answer: it may have done it.</exception>
    /// <exception cref="StationException">It was not asked, since it is not there.</exception>
    Task<ActionRefusal?> ActAsync(OrderedAction action, CancellationToken cancellation) => Task.FromResult<ActionRefusal?>(ActionRefusal.NotOffered);

    /// <summary>The controller stops in order: a station that would keep its last value for ever is given one it may keep.</summary>
    Task ReleaseAsync(CancellationToken cancellation) => Task.CompletedTask;
}

internal enum OrderOutcome
{
    /// <summary>Written, or written before and still valid; or the station is known to have less until more may be written.</summary>
    Confirmed,

    /// <summary>The station does not take another write yet; it is written as soon as it does.</summary>
    Deferred,

    /// <summary>Written, and perhaps not in force yet: more must be reckoned with, less not before it is confirmed.</summary>
    Sent,
}
