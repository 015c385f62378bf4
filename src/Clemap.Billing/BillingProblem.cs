using Microsoft.AspNetCore.Http;

namespace Clemap.Billing;

/// <summary>Errors of the REST API as RFC 9457 problem details with a stable <c>code</c>.</summary>
internal static class BillingProblem
{
    /// <summary>Unknown and foreign look the same.</summary>
    public static IResult NotFound() => TypedResults.Problem(
        title: "There is no such thing.", statusCode: StatusCodes.Status404NotFound, extensions: Code("not-found"));

    public static IResult Conflict(string code, string title) => TypedResults.Problem(
        title: title, statusCode: StatusCodes.Status409Conflict, extensions: Code(code));

    public static IResult BadInput(string field, string rule) => TypedResults.ValidationProblem(
        new Dictionary<string, string[]> { [field] = [rule] }, title: "A value breaks a rule.", extensions: Code("invalid"));

    private static Dictionary<string, object?> Code(string code) => new() { ["code"] = code };
}
