using System.Text.Json.Serialization;
using Clemap.Contracts.Devices;

namespace Clemap.Edge.CloudLink;

/// <summary>Answer of the token endpoint (RFC 6749 § 5.1).</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int? ExpiresInS);

/// <summary>An enrolment with the address it was made at: the address may change, the enrolment stays.</summary>
internal sealed record StoredEnrolment(Uri Address, EnrolmentAnswer Answer);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(StoredEnrolment))]
internal sealed partial class CloudJson : JsonSerializerContext;
