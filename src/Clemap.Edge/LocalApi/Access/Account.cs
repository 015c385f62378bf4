using System.Text.Json.Serialization;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>What somebody may do here. A role holds everything that the ones before it hold.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LocalRole>))]
internal enum LocalRole
{
    /// <summary>Nobody has to sign in.</summary>
    [JsonStringEnumMemberName("anyone")] Anyone,

    /// <summary>Looks: live values, log, state of the box.</summary>
    [JsonStringEnumMemberName("viewer")] Viewer,

    /// <summary>Commissions: site model, network, accounts.</summary>
    [JsonStringEnumMemberName("electrician")] Electrician,
}

/// <param name="Stamp">Changes with the password: sessions that were opened with the old one end.</param>
internal sealed record Account(string Name, LocalRole Role, string PasswordHash, string Stamp, DateTimeOffset CreatedAt);

/// <summary>For a script, in place of a password; only its SHA-256 is kept.</summary>
internal sealed record ApiToken(string Id, string Label, LocalRole Role, string Owner, string Sha256, DateTimeOffset CreatedAt);

/// <summary>accounts.json in the data folder.</summary>
internal sealed record AccountsDocument(IReadOnlyList<Account> Accounts, IReadOnlyList<ApiToken> Tokens)
{
    public static AccountsDocument Empty { get; } = new([], []);
}
