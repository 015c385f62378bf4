using Clemap.Contracts.DesiredState;
using Clemap.Platform.DesiredState;

namespace Clemap.Portal.Pages.Site;

/// <summary>One thing that a person changed on the page.</summary>
public abstract record DesiredStateWish
{
    /// <param name="expectedVersion">The version that the person looked at.</param>
    public abstract DesiredStateChange ToChange(long expectedVersion);

    public sealed record CircuitLimit(Guid CircuitId, double? LimitA) : DesiredStateWish
    {
        public override DesiredStateChange ToChange(long expectedVersion) =>
            new(expectedVersion, CircuitLimitsA: new Dictionary<Guid, double?> { [CircuitId] = LimitA });
    }

    public sealed record StationLimit(Guid StationId, double? LimitA) : DesiredStateWish
    {
        public override DesiredStateChange ToChange(long expectedVersion) =>
            new(expectedVersion, StationLimitsA: new Dictionary<Guid, double?> { [StationId] = LimitA });
    }

    public sealed record Priority(Guid StationId, StationPriority Value) : DesiredStateWish
    {
        public override DesiredStateChange ToChange(long expectedVersion) =>
            new(expectedVersion, StationPriorities: new Dictionary<Guid, StationPriority> { [StationId] = Value });
    }
}
