using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clemap.Platform.Http;

/// <summary>Errors of the HTTP surface: RFC 9457 problem details with a stable <c>code</c>.</summary>
public static class Problems
{
    /// <summary>404 for what is unknown and, with the same bytes, for what is another organisation's.</summary>
    public static ProblemHttpResult NotFound() => Problem(StatusCodes.Status404NotFound, "not-found", "There is no such thing here.");

    /// <summary>409: what the caller looked at is not what is there now.</summary>
    public static ProblemHttpResult Conflict(string code, string detail) => Problem(StatusCodes.Status409Conflict, code, detail);

    /// <summary>409 with members of its own, for example what is there now.</summary>
    public static ProblemHttpResult Conflict(string code, string detail, IReadOnlyDictionary<string, object?> members) => TypedResults.Problem(
        detail, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?>(members) { ["code"] = code });

    /// <summary>400 with the field and the rule that it broke.</summary>
    /// <param name="field">JSON path, for example <c>circuitLimitsA.01900…</c>.</param>
    /// <param name="rule">A code, for example <c>above-rating</c>.</param>
    public static ProblemHttpResult Invalid(string field, string rule, string detail) =>
        Invalid(new Dictionary<string, string[]> { [field] = [rule] }, detail);

    /// <summary>400 with each broken rule under its field.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyList<BrokenRule> broken) => Invalid(
        broken.GroupBy(rule => rule.Field).ToDictionary(field => field.Key, field => field.Select(rule => rule.Code).ToArray()),
        string.Join(' ', broken.Select(rule => rule.Message)));

    /// <summary>400 with several fields.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors, string detail) =>
        Problem(StatusCodes.Status400BadRequest, "invalid", detail, errors);

    /// <summary>Any other status.</summary>
    public static ProblemHttpResult Problem(int status, string code, string detail, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (errors is not null)
            extensions["errors"] = errors;
        return TypedResults.Problem(detail, statusCode: status, extensions: extensions);
    }
}
