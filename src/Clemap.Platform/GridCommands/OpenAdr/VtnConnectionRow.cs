using Clemap.Platform.Database;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>A connection to an OpenADR server. It is the organisation's as a whole; its commands are given in its name.</summary>
internal sealed class VtnConnectionRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required string Name { get; set; }
    public required string Url { get; set; }
    public required string TokenUrl { get; set; }
    public required string ClientId { get; set; }

    /// <summary>Protected with the keys of the server: it must be read to get a token.</summary>
    public required string Secret { get; set; }
    public required DateTimeOffset SecretSince { get; set; }
    public string? OauthScope { get; set; }
    public string? ProgramId { get; set; }
    public string? ProgramName { get; set; }

    /// <summary>A list of <see cref="OpenAdrTarget"/> as JSON.</summary>
    public required string Targets { get; set; }
    public double[]? SimplePercent { get; set; }
    public required int PollS { get; set; }

    /// <summary>Counted up by each poll and each change: a poll whose number has passed changes nothing.</summary>
    public required long Round { get; set; }
    public required DateTimeOffset NextPollAt { get; set; }
    public DateTimeOffset? LastPollAt { get; set; }
    public DateTimeOffset? LastSuccessAt { get; set; }

    /// <summary>In a row.</summary>
    public int Failures { get; set; }
    public string? Error { get; set; }
    public string? Detail { get; set; }
    public int Events { get; set; }

    /// <summary>A list of <see cref="OpenAdrNotUnderstood"/> as JSON.</summary>
    public string NotUnderstood { get; set; } = "[]";
}
