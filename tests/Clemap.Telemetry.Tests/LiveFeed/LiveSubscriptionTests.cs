using Clemap.Telemetry.LiveFeed;

namespace Clemap.Telemetry.Tests.LiveFeed;

public sealed class LiveSubscriptionTests
{
    [Fact]
    public void A_page_that_closes_while_rows_are_published_does_not_break_the_publisher()
    {
        var subscription = new LiveSubscription();
        subscription.Dispose();
        Should.NotThrow(() => subscription.Offer([Sample.At(Guid.CreateVersion7(), TelemetryHost.Now)]));
    }
}
