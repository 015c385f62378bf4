using Clemap.Platform.Database;

namespace Clemap.Telemetry.AlarmMail;

/// <summary>Which alarms a person of the organisation gets by mail.</summary>
internal sealed class MailRuleRow : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>Of <see cref="Alarms.AlarmKind"/>.</summary>
    public string[] Kinds { get; set; } = [];

    /// <summary>Empty for all sites.</summary>
    public Guid[] SiteIds { get; set; } = [];

    /// <summary>Of the letters: <c>de</c>, <c>fr</c>, <c>it</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "";

    /// <summary>No letter before.</summary>
    public DateTimeOffset DueAt { get; set; }
}

/// <summary>What the next letter to a person tells.</summary>
internal sealed class MailItemRow : IOrganisationOwned
{
    public Guid OrganisationId { get; init; }
    public Guid PersonId { get; init; }
    public Guid AlarmId { get; init; }

    /// <summary>False when it was cleared.</summary>
    public bool Raised { get; init; }
    public DateTimeOffset At { get; init; }
}
