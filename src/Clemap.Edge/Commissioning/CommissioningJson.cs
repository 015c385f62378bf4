using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Commissioning;

/// <summary>How a test ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    [JsonStringEnumMemberName("passed")] Passed,
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>It proves nothing: to be repeated under other circumstances, or looked at.</summary>
    [JsonStringEnumMemberName("unclear")] Unclear,
}

/// <summary>What one test found. The newest of its kind and subject counts.</summary>
/// <param name="Kind"><c>phases</c>, <c>fallback</c>, <c>ripple</c>, <c>unplug</c>.</param>
/// <param name="Code">Of the sentence, for example <c>phases-proven</c>.</param>
/// <param name="Values">What stands in the sentence at {0}, {1}, …</param>
/// <param name="By">The account that ran it.</param>
internal sealed record TestResult(
    string Kind, Guid SubjectId, string Subject, Verdict Verdict, string Code, IReadOnlyList<string> Values, DateTimeOffset At, string By);

/// <param name="Step">What happens now, or what the operator is asked to do: code of a sentence.</param>
internal sealed record RunningTest(string Kind, string Subject, string Step, DateTimeOffset Since, double? Progress = null);

/// <summary>Something that answered on the subnet.</summary>
/// <param name="Models">What it may be, likeliest first; empty when no driver knows it. Which one it is a person decides.</param>
/// <param name="ConfiguredAs">Name of the station or meter that is this already; it is left alone.</param>
/// <param name="State">What it showed, where it could be read.</param>
/// <param name="Fits">Of each of <paramref name="Models"/>, how well.</param>
internal sealed record FoundDevice(
    string Address, int Port, string Kind, IReadOnlyList<string> Models, string? ConfiguredAs = null, string? State = null, IReadOnlyList<FittingModel>? Fits = null);

/// <param name="Match"><c>clear</c>: a voltage or an energy stands where this model has it. <c>faint</c>: nothing speaks against it, but little was shown.</param>
internal sealed record FittingModel(string Model, string Match);

/// <summary>The contact of the ripple-control receiver as the controller sees it now.</summary>
/// <param name="Contact"><c>open</c>, <c>closed</c>, or <c>unknown</c>, which counts as active.</param>
/// <param name="Rest"><c>normally-open</c> or <c>normally-closed</c>, as it is written down.</param>
/// <param name="Active">It asks to take less.</param>
/// <param name="Problem">Why it cannot be read.</param>
internal sealed record RippleInput(string Contact, string Rest, bool Active, string? Problem);

/// <param name="NotRun">What the site needs and nobody has run yet.</param>
/// <param name="Ripple">Absent where no receiver is wired.</param>
internal sealed record CommissioningView(
    RunningTest? Running, IReadOnlyList<TestResult> Results, IReadOnlyList<PlannedTest> NotRun, IReadOnlyList<FoundDevice> Found, IReadOnlyList<string> Subnets,
    RippleInput? Ripple);

/// <summary>What was found, in the database of the controller.</summary>
internal sealed record StoredResults(IReadOnlyList<TestResult> Results);

/// <param name="Subnet">IPv4, for example <c>192.168.1.0/24</c>.</param>
/// <param name="Ports">Absent: 502, 5020 and 80.</param>
internal sealed record ScanOrder(string Subnet, IReadOnlyList<int>? Ports = null);

/// <param name="CarPlugged">The operator says that a car is plugged in and may be charged.</param>
internal sealed record PhaseOrder(Guid StationId, bool CarPlugged);

/// <param name="SubjectId">A meter or a station: the plug of its network is pulled.</param>
internal sealed record UnplugOrder(Guid SubjectId);

internal sealed record ReportOrder(string Electrician, string? Company = null, string? Remarks = null);

internal sealed record ReportView(string Id, DateTimeOffset At);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CommissioningView))]
[JsonSerializable(typeof(StoredResults))]
[JsonSerializable(typeof(ScanOrder))]
[JsonSerializable(typeof(PhaseOrder))]
[JsonSerializable(typeof(UnplugOrder))]
[JsonSerializable(typeof(ReportOrder))]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(IReadOnlyList<ReportView>))]
internal sealed partial class CommissioningJson : JsonSerializerContext;
