namespace Clemap.Identity.Links;

/// <summary>A link in a letter, of which a person has one for each purpose: a newer one takes the place of the older, a used one is deleted.</summary>
internal sealed class AccountLink
{
    public required Guid AccountId { get; init; }

    /// <summary>One of <see cref="LinkPurpose"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>SHA-256 of the secret, which stands in the letter only.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>The address that the letter went to, where it is not the account's yet.</summary>
    public required string? NewEmail { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What a link does, and for how long.</summary>
internal static class LinkPurpose
{
    public const string Reset = "reset";
    public const string Confirm = "confirm";
    public const string ChangeEmail = "change-email";

    public static TimeSpan LifetimeOf(string purpose) => purpose == Reset ? TimeSpan.FromHours(1) : TimeSpan.FromHours(24);
}
