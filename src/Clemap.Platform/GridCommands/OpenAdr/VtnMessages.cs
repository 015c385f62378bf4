using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>What we read of an event, of the versions 3.0 and 3.1. Source: the OpenAPI documents of OpenADR 3.0.1 and 3.1.0.</summary>
/// <param name="Targets">3.0: objects of <c>type</c> and <c>values</c>; 3.1: texts.</param>
/// <param name="Duration">3.1: of the whole event, ISO 8601.</param>
internal sealed record VtnEvent(
    string? Id, string? EventName, string? CreatedDateTime, string? ModificationDateTime, string? Duration, IReadOnlyList<JsonElement>? Targets,
    IReadOnlyList<VtnDescriptor?>? PayloadDescriptors, VtnPeriod? IntervalPeriod, IReadOnlyList<VtnInterval?>? Intervals);

/// <param name="Start">RFC 3339; the year 1 means now, or after the interval before.</param>
internal sealed record VtnPeriod(string? Start, string? Duration, string? RandomizeStart);

internal sealed record VtnInterval(JsonElement? Id, VtnPeriod? IntervalPeriod, IReadOnlyList<VtnPayload?>? Payloads);

internal sealed record VtnPayload(string? Type, IReadOnlyList<JsonElement>? Values);

internal sealed record VtnDescriptor(string? PayloadType, string? Units);

/// <param name="PayloadDescriptors">Hold for its events where these have none of their own.</param>
internal sealed record VtnProgram(string? Id, string? ProgramName, IReadOnlyList<VtnDescriptor?>? PayloadDescriptors);

internal sealed record VtnToken(
    [property: JsonPropertyName("access_token")] string? AccessToken, [property: JsonPropertyName("token_type")] string? TokenType, [property: JsonPropertyName("expires_in")] double? ExpiresIn);

/// <summary>All that a server told in one poll.</summary>
/// <param name="Events">By id; <see langword="null"/> for one that cannot be read.</param>
internal sealed record VtnAnswer(VtnProgram Program, IReadOnlyDictionary<string, VtnEvent?> Events);
