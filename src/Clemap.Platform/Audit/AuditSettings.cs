namespace Clemap.Platform.Audit;

/// <param name="Days">For how long entries are kept; <c>Clemap:AuditDays</c>.</param>
public sealed record AuditSettings(int Days)
{
    /// <summary>Two years unless configured.</summary>
    public const int DefaultDays = 730;

    /// <summary>Shorter would forget what an owner looks at once a quarter.</summary>
    public const int LeastDays = 90;

    public const int MostDays = 36_500;
}
