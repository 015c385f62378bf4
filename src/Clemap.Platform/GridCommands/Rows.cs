using Clemap.Platform.Database;

namespace Clemap.Platform.GridCommands;

/// <summary>What a grid operator or energy supplier commanded. It never changes; who reaches one of its targets sees it.</summary>
internal sealed class GridCommandRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>With which the caller that commanded it can ask again without commanding another; unique among those of the caller.</summary>
    public string? RequestKey { get; init; }

    /// <summary>SHA-256 of what was asked with the key, see <see cref="GridCommandRules.HashOf"/>.</summary>
    public byte[]? RequestHash { get; init; }

    /// <summary>Of <see cref="GridCommandSource"/>; <see langword="null"/> when somebody gave it here.</summary>
    public string? Source { get; init; }

    /// <summary>Of <see cref="Contracts.GridCommands.GridCommandScope"/>.</summary>
    public required string Scope { get; init; }

    /// <summary>A per phase; just one of the three limits is set.</summary>
    public double? LimitA { get; init; }

    /// <summary>W over all phases.</summary>
    public double? LimitW { get; init; }
    public double? LimitPercent { get; init; }
    public required DateTimeOffset FromAt { get; init; }
    public required DateTimeOffset UntilAt { get; init; }
    public required int RampS { get; init; }
    public required int ReturnWithinS { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required Guid? IssuedBy { get; init; }
}

/// <summary>One circuit or station of one site that a command is for. Its id is what the device knows the command by.</summary>
internal sealed class GridTargetRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid CommandId { get; init; }
    public required Guid SiteId { get; init; }

    /// <summary><see langword="null"/> when no device stood there.</summary>
    public required Guid? DeviceId { get; init; }

    /// <summary><see langword="null"/> for the grid connection, and for a station.</summary>
    public required Guid? CircuitId { get; init; }
    public Guid? StationId { get; init; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public DateTimeOffset? BeganAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }

    /// <summary>Why it is not carried out; <see langword="null"/> when it is not refused.</summary>
    public string? RefusedCode { get; set; }
    public string? RefusedMessage { get; set; }
}

/// <summary>A time in which the grid operator held a site down, as its device recorded it.</summary>
internal sealed class RestrictionRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid SiteId { get; init; }
    public required Guid DeviceId { get; init; }

    /// <summary>Of <see cref="Contracts.GridCommands.RestrictionKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of a <see cref="GridTargetRow"/>; of a command that another organisation gave there is none.</summary>
    public Guid? TargetId { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>W, means; <see langword="null"/> when not known.</summary>
    public double? ChargingBeforeW { get; set; }
    public double? ChargingDuringW { get; set; }
    public double? ImportBeforeW { get; set; }
    public double? ImportDuringW { get; set; }
    public bool IsContactUnknown { get; init; }
}
