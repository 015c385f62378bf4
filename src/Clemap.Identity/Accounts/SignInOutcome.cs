namespace Clemap.Identity.Accounts;

internal enum SignInOutcome
{
    /// <summary>For whichever reason; the caller is not told.</summary>
    Failed,

    SignedIn,

    /// <summary>The password is right, and a code is asked next.</summary>
    NeedsCode,

    /// <summary>The password is right, but the mail address was never proven.</summary>
    Unconfirmed,
}
