using Clemap.Platform.Http;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>
/// Connections of the organisation to OpenADR 3 servers (VTN) of energy suppliers: what events there ask for becomes commands here. We are a client (VEN) that asks again and again.
/// Each change is in the audit.
/// </summary>
public interface IOpenAdr
{
    /// <summary>An organisation has at most so many.</summary>
    const int Most = 10;

    /// <summary>By name, with how they stand.</summary>
    Task<IReadOnlyList<OpenAdrConnection>> ListAsync(CancellationToken cancellationToken);

    Task<OpenAdrChange> MakeAsync(OpenAdrFields fields, CancellationToken cancellationToken);

    /// <summary>All of it; only the secret stays when it is left out. Its server is asked at once.</summary>
    Task<OpenAdrChange> ChangeAsync(Guid connectionId, OpenAdrFields fields, CancellationToken cancellationToken);

    /// <summary>Takes it away. What it commanded for later is taken back, what is in force already keeps to its end.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> EndAsync(Guid connectionId, CancellationToken cancellationToken);
}

/// <summary>What a connection is to be. Just one of <paramref name="ProgramId"/> and <paramref name="ProgramName"/>.</summary>
/// <param name="Name">What people call it, one line of at most 100 characters.</param>
/// <param name="Url">Base address of the server, https; <c>/programs</c> and <c>/events</c> follow it.</param>
/// <param name="TokenUrl">Where access tokens are had (OAuth 2.0, client credentials), https.</param>
/// <param name="ClientSecret">Nobody reads it again.</param>
/// <param name="OauthScope">Asked for with the token, where the server wants one.</param>
/// <param name="ProgramId">1 to 128 of A-Z, a-z, 0-9, _ and -.</param>
/// <param name="Targets">What the targets of events mean here, 1 to 200. An event without targets is for all of them.</param>
/// <param name="SimplePercent">What the levels 1, 2 and 3 of SIMPLE leave to charging, per cent; 0 is a lock. Left out, SIMPLE is not understood.</param>
/// <param name="PollS">So often the server is asked, 30 to 3600 s; 60 unless given.</param>
public sealed record OpenAdrFields(
    string? Name = null, string? Url = null, string? TokenUrl = null, string? ClientId = null, string? ClientSecret = null, string? OauthScope = null, string? ProgramId = null,
    string? ProgramName = null, IReadOnlyList<OpenAdrTarget>? Targets = null, IReadOnlyList<double>? SimplePercent = null, int? PollS = null);

/// <param name="Type">For example <c>RESOURCE_NAME</c> or <c>POWER_SERVICE_LOCATION</c>; left out it does not count, as with servers of version 3.1, whose targets have none.</param>
/// <param name="Value">As the events name it, 1 to 128 characters.</param>
/// <param name="Means">Sites, metering points and groups here.</param>
public sealed record OpenAdrTarget(string? Type = null, string? Value = null, GridTargetFields? Means = null);

/// <param name="Connection">As it is now; <see langword="null"/> when there is none and when a rule is broken.</param>
public sealed record OpenAdrChange(OpenAdrConnection? Connection, IReadOnlyList<BrokenRule> Broken);

/// <summary>A connection, without its secret.</summary>
/// <param name="SecretSince">When the secret was given.</param>
public sealed record OpenAdrConnection(
    Guid Id, string Name, string Url, string TokenUrl, string ClientId, DateTimeOffset SecretSince, string? OauthScope, string? ProgramId, string? ProgramName,
    IReadOnlyList<OpenAdrTarget> Targets, IReadOnlyList<double>? SimplePercent, int PollS, OpenAdrState State);

/// <param name="LastPollAt">When its server was asked last; <see langword="null"/> before the first time.</param>
/// <param name="LastSuccessAt">When it gave an answer that could be read.</param>
/// <param name="NextPollAt">When it is asked next.</param>
/// <param name="Error">Of <see cref="OpenAdrError"/>; <see langword="null"/> after an answer that could be read. What was commanded before stays as it is.</param>
/// <param name="Detail">One English sentence.</param>
/// <param name="Events">That the last answer held.</param>
/// <param name="Commands">Given for them, that are not over.</param>
/// <param name="NotUnderstood">Of them, the first 50 parts of which no command was made.</param>
public sealed record OpenAdrState(
    DateTimeOffset? LastPollAt, DateTimeOffset? LastSuccessAt, DateTimeOffset NextPollAt, string? Error, string? Detail, int Events, int Commands, IReadOnlyList<OpenAdrNotUnderstood> NotUnderstood);

/// <summary>A part of an event of which no command was made: nothing is guessed.</summary>
/// <param name="EventId">Empty for <c>target-gone</c>.</param>
/// <param name="Interval">Its id, or what stands in its place; <see langword="null"/> when it is the whole event.</param>
/// <param name="Code"><c>unreadable</c>, <c>no-target</c>, <c>no-start</c>, <c>no-duration</c>, <c>repeats</c>, <c>randomised-too-far</c>, <c>payload-type</c>, <c>value</c>, <c>units</c>, <c>levels</c>,
/// <c>target-gone</c> (of no event: what a target means is not there now), or the rule that a command would break.</param>
/// <param name="What">The payload's type, the units, the target or the value that it is about.</param>
public sealed record OpenAdrNotUnderstood(string EventId, string? Interval, string Code, string? What);

/// <summary>Words for why a server was asked in vain.</summary>
public static class OpenAdrError
{
    /// <summary>Its name leads to this machine or to a private network.</summary>
    public const string PrivateAddress = OutsideAddress.PrivateCode;

    /// <summary>No connection, or no TLS.</summary>
    public const string Connection = "connection";

    /// <summary>No whole answer within 10 s, or not all of them within a minute.</summary>
    public const string Timeout = "timeout";

    /// <summary>No token for this client.</summary>
    public const string Token = "token";

    /// <summary>A status that is not 200.</summary>
    public const string Status = "status";

    /// <summary>Not what OpenADR 3 says that it is.</summary>
    public const string Garbage = "garbage";

    /// <summary>More than 1 MiB at once, 1000 events, or 400 commands.</summary>
    public const string TooMuch = "too-much";

    /// <summary>It has no such program, or several of that name.</summary>
    public const string NoProgram = "no-program";

    /// <summary>The secret was protected with keys that the server does not have any more: give it anew.</summary>
    public const string Secret = "secret";
}
