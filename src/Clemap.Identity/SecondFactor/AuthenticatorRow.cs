namespace Clemap.Identity.SecondFactor;

/// <summary>The authenticator app of an account.</summary>
internal sealed class AuthenticatorRow
{
    public required Guid AccountId { get; init; }

    /// <summary>Encrypted by the keys of the installation: a copy of the database alone gives no codes.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>Youngest step whose code was taken; none up to it is taken again.</summary>
    public required long LastStep { get; init; }
}

/// <summary>One of the codes for the day the phone is lost; deleted when it is used.</summary>
internal sealed class RecoveryCodeRow
{
    public required Guid AccountId { get; init; }

    /// <summary>SHA-256: the code has 80 random bits, so that nothing slower is needed.</summary>
    public required byte[] CodeHash { get; init; }
}
