namespace Clemap.LoadControl.GridOperator;

/// <summary>How the contact of a ripple-control receiver is wired and what it means.</summary>
/// <param name="Contact">Which position is at rest.</param>
/// <param name="WhenActive">What charging may still take while it is active.</param>
public sealed record RippleSettings(ContactKind Contact, ReductionLimit WhenActive)
{
    /// <summary>A contact that cannot be read counts as active: the grid operator's wish is never ignored by accident.</summary>
    public bool IsActive(ContactReading reading) => reading switch
    {
        ContactReading.Open => Contact == ContactKind.NormallyClosed,
        ContactReading.Closed => Contact == ContactKind.NormallyOpen,
        _ => true,
    };
}

public enum ContactKind
{
    /// <summary>Closes to reduce.</summary>
    NormallyOpen,

    /// <summary>Opens to reduce: a cut wire reduces too.</summary>
    NormallyClosed,
}

public enum ContactReading
{
    Unknown = 0,
    Open,
    Closed,
}
