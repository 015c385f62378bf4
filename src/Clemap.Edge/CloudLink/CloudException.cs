using System.Net;

namespace Clemap.Edge.CloudLink;

/// <summary>The cloud answered, but not as hoped.</summary>
internal sealed class CloudException(HttpStatusCode status, string what, TimeSpan? retryAfter = null)
    : HttpRequestException(what, null, status)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>How long the cloud asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The request itself is refused: sending it again changes nothing.</summary>
    public bool IsFinal => Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity;
}
