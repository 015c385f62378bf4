namespace Clemap.Identity.Sessions;

/// <summary>One try to sign in to an account, successful or not. What was typed is not in it.</summary>
internal sealed class SignInRow
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="SignInResults"/>.</summary>
    public required string Result { get; init; }

    public required string Browser { get; init; }

    public required string Address { get; init; }
}

internal static class SignInResults
{
    public const string SignedIn = "signed-in";

    /// <summary>At the external issuer.</summary>
    public const string External = "external";
    public const string WrongPassword = "wrong-password";
    public const string WrongCode = "wrong-code";
    public const string Locked = "locked";
    public const string Unconfirmed = "unconfirmed";

    public static IReadOnlyList<string> All { get; } = [SignedIn, External, WrongPassword, WrongCode, Locked, Unconfirmed];
}
