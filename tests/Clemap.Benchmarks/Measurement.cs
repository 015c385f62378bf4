namespace Clemap.Benchmarks;

/// <param name="Programs">Folder of the built programs.</param>
/// <param name="Quick">A tenth or less of the counts, to see in a minute or two whether something broke.</param>
/// <param name="Part">Only this part of an area that has several; <see langword="null"/> for all.</param>
/// <param name="SiteYears">How many years of a site with faults are simulated; the target of 1000 takes two hours on one core.</param>
/// <param name="Rows">Readings stored while they are read back.</param>
/// <param name="Devices">That return after a cut.</param>
/// <param name="Rounds">Kills of each kind.</param>
internal sealed record Measurement(string Programs, bool Quick, string? Part, double SiteYears, long? Rows = null, int? Devices = null, int? Rounds = null);
