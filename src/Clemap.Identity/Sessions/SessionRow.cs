namespace Clemap.Identity.Sessions;

/// <summary>A sign-in that stands. It stands while this row is there and the account's security stamp is the row's: whatever changes the stamp ends all of them.</summary>
internal sealed class SessionRow
{
    /// <summary><c>sid</c> in cookies and tokens.</summary>
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>Of the account when the person signed in, or when this sign-in itself changed it.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>See <see cref="BrowserName"/>; empty when unknown.</summary>
    public required string Browser { get; init; }

    /// <summary>Network address at the sign-in; empty when unknown.</summary>
    public required string Address { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Some 20 s exact.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }
}
