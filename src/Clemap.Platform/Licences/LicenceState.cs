namespace Clemap.Platform.Licences;

public enum LicenceState
{
    /// <summary>Its first day is to come.</summary>
    Coming,

    InForce,

    /// <summary>In force, and its last day is near.</summary>
    EndsSoon,

    /// <summary>It is over and gives its options for some days more.</summary>
    Grace,

    /// <summary>It gives nothing.</summary>
    Ended,
}

internal static class LicenceStates
{
    /// <param name="until">Last day; <see langword="null"/> when it does not end.</param>
    /// <param name="today">In Switzerland, where it was sold.</param>
    public static LicenceState Of(DateOnly from, DateOnly? until, DateOnly today, Plans plans) =>
        today < from ? LicenceState.Coming
        : until is not { } last ? LicenceState.InForce
        : today > last.AddDays(plans.GraceDays) ? LicenceState.Ended
        : today > last ? LicenceState.Grace
        : today > last.AddDays(-plans.NoticeDays) ? LicenceState.EndsSoon
        : LicenceState.InForce;

    /// <summary>It gives its options.</summary>
    public static bool Gives(this LicenceState state) => state is LicenceState.InForce or LicenceState.EndsSoon or LicenceState.Grace;

    public static DateOnly Today(TimeProvider time) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich")).DateTime);
}
