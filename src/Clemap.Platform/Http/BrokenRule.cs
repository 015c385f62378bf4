namespace Clemap.Platform.Http;

/// <summary>A rule that an input broke.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Field">JSON path of the value.</param>
/// <param name="Message">One English sentence.</param>
public sealed record BrokenRule(string Code, string Field, string Message);
