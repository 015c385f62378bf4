namespace Clemap.Edge.Stations.Ocpp;

/// <summary>Error codes of OCPP-J 1.6 § 4.2.3, spelt as there.</summary>
internal static class OcppError
{
    /// <summary>The action is not known here.</summary>
    public const string NotImplemented = "NotImplemented";

    /// <summary>The action is known, but not served.</summary>
    public const string NotSupported = "NotSupported";

    public const string InternalError = "InternalError";

    /// <summary>The message is no call, result or error as the protocol has them.</summary>
    public const string FormationViolation = "FormationViolation";

    /// <summary>A field that must be there is missing.</summary>
    public const string OccurrenceConstraintViolation = "OccurenceConstraintViolation";

    /// <summary>A field is of a wrong type, for example text in place of a number.</summary>
    public const string TypeConstraintViolation = "TypeConstraintViolation";

    /// <summary>A field is of the right type, but no value that is allowed.</summary>
    public const string PropertyConstraintViolation = "PropertyConstraintViolation";
}

/// <summary>A call that ends with an error, at either end.</summary>
/// <param name="code">One of <see cref="OcppError"/>, or what the other end made up.</param>
internal sealed class OcppException(string code, string description) : IOException($"{code}: {description}")
{
    public string Code { get; } = code;

    public string Description { get; } = description;

    /// <summary>The other end does not do this at all, so that asking again is of no use.</summary>
    public bool IsUnsupported => Code is OcppError.NotImplemented or OcppError.NotSupported;
}
