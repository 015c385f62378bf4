namespace Clemap.Edge.CloudLink;

/// <summary>Reads the time off every answer of the cloud, also off a refusal: a device whose clock is wrong may get nothing else.</summary>
internal sealed class CloudTimeHandler(SiteClock clock, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        // An answer out of a cache carries the time at which it was given.
        if (response.Headers.Date is { } date && response.Headers.Age is null)
            clock.Observe(date);
        return response;
    }
}
