namespace Clemap.Edge.ControlLoop;

/// <summary>What can be wrong with a device. Each has its sentence in the texts of the dashboard, under <c>problem.</c>; said here is what its values are.</summary>
internal static class ProblemCodes
{
    /// <summary>Where.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>Where.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Where.</summary>
    public const string Garbled = "garbled";

    /// <summary>The Modbus exception.</summary>
    public const string RequestRefused = "request-refused";

    /// <summary>The order; what the station said.</summary>
    public const string OrderRefused = "order-refused";

    /// <summary>The value; its register.</summary>
    public const string SettingNotKept = "setting-not-kept";

    /// <summary>What it shows; what was written.</summary>
    public const string FallbackDiffers = "fallback-differs";

    /// <summary>What it shows; what was commissioned.</summary>
    public const string FallbackByHand = "fallback-by-hand";

    /// <summary>What it said.</summary>
    public const string FallbackRefused = "fallback-refused";

    /// <summary>Which.</summary>
    public const string ValueMissing = "value-missing";

    /// <summary>Its name, as the station says it.</summary>
    public const string WrongMode = "wrong-mode";

    /// <summary>The identity.</summary>
    public const string NotConnected = "not-connected";

    /// <summary>The identity.</summary>
    public const string JustConnected = "just-connected";

    /// <summary>The station.</summary>
    public const string StateUnknown = "state-unknown";

    /// <summary>Shown, ordered, A.</summary>
    public const string LimitAbove = "limit-above";

    /// <summary>What it would go on with, commissioned, A.</summary>
    public const string AloneAbove = "alone-above";

    /// <summary>The identity.</summary>
    public const string OneProfile = "one-profile";

    /// <summary>By how much, s.</summary>
    public const string ClockOff = "clock-off";

    /// <summary>None.</summary>
    public const string MemberUnknown = "member-unknown";

    /// <summary>How long, at most, s.</summary>
    public const string MemberWaits = "member-waits";

    /// <summary>What may flow, its share, A.</summary>
    public const string MemberAlone = "member-alone";

    /// <summary>The maker; the user.</summary>
    public const string SignInRefused = "sign-in-refused";

    /// <summary>The maker; the account.</summary>
    public const string AccountRefused = "account-refused";

    /// <summary>The account.</summary>
    public const string PasswordMissing = "password-missing";

    /// <summary>The maker; for how long, s.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>The maker.</summary>
    public const string RequestsUsedUp = "requests-used-up";

    /// <summary>The maker; since when, s.</summary>
    public const string CloudSilent = "cloud-silent";

    /// <summary>Its host.</summary>
    public const string CloudUnreachable = "cloud-unreachable";

    /// <summary>The maker; the status.</summary>
    public const string CloudError = "cloud-error";

    /// <summary>The maker.</summary>
    public const string NotTheCloud = "not-the-cloud";

    /// <summary>The account; the id; the maker; the ids that it has.</summary>
    public const string IdUnknown = "id-unknown";

    /// <summary>The id; the maker.</summary>
    public const string Away = "away";

    /// <summary>The id; with how many.</summary>
    public const string SharesCircuit = "shares-circuit";

    /// <summary>The id; with which.</summary>
    public const string SharesGroup = "shares-group";

    /// <summary>What was said.</summary>
    public const string Says = "says";
}
