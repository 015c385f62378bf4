namespace Clemap.Platform.Http;

/// <param name="Field">JSON path of the value.</param>
internal sealed record BrokenRule(string Code, string Field, string Message);
