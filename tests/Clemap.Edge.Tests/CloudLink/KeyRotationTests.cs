namespace Clemap.Edge.Tests.CloudLink;

public sealed class KeyRotationTests
{
    [Fact]
    public async Task A_young_key_stays()
    {
        await using var bench = await EnrolledAsync(days: 300);
        string key = bench.Cloud.KeyIds.ShouldHaveSingleItem();
        await bench.StartAsync();
        await Patience.UntilAsync(() => !bench.Cloud.Reports.IsEmpty, "report");

        bench.Cloud.KeyIds.ShouldBe([key]);
    }

    [Fact]
    public async Task After_a_year_the_device_has_a_new_key_and_the_cloud_knows_no_other()
    {
        await using var bench = await EnrolledAsync(days: 366);
        string old = bench.Cloud.KeyIds.ShouldHaveSingleItem();
        await bench.StartAsync();
        await Patience.UntilAsync(() => Changed(bench), "new key");

        string now = bench.Cloud.KeyIds.ShouldHaveSingleItem();
        now.ShouldNotBe(old);
        bench.Journal.Read(null, 10).ShouldContain(entry => entry.What == "key.changed" && entry.Detail.Contains(now));
        await ShouldWorkAsync(bench);
        File.GetUnixFileMode(bench.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The device or the cloud dies around each call that the change makes; the next start finds a way in and ends it.</summary>
    [Theory]
    [InlineData(1, false)] // before the cloud took the new key
    [InlineData(1, true)] // after it did, the answer lost
    [InlineData(2, false)] // before the cloud dropped the old one
    [InlineData(2, true)] // after it did
    public async Task Cut_off_anywhere_the_device_still_gets_in_and_ends_the_change(int call, bool afterwards)
    {
        await using var bench = await EnrolledAsync(days: 366);
        string old = bench.Cloud.KeyIds.ShouldHaveSingleItem();
        int calls = 0;
        var reached = new TaskCompletionSource();
        bench.Cloud.Intercepts = async context =>
        {
            if (context.Request.Path != "/api/v1/device/key" || Interlocked.Increment(ref calls) < call)
                return false;
            if (afterwards && calls == call)
                await bench.Cloud.ChangeKeyAsync(context);
            reached.TrySetResult();
            context.Abort();
            return true;
        };
        await bench.StartAsync();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        await bench.StopAsync();
        File.Exists(bench.KeyFile + ".next").ShouldBeTrue();

        bench.Cloud.Intercepts = _ => Task.FromResult(false);
        await bench.StartAsync();
        await Patience.UntilAsync(() => Changed(bench), "new key");
        bench.Cloud.KeyIds.ShouldHaveSingleItem().ShouldNotBe(old);
        await ShouldWorkAsync(bench);
    }

    [Fact]
    public async Task A_cloud_that_knows_no_change_of_keys_leaves_the_device_as_it_is()
    {
        await using var bench = await EnrolledAsync(days: 366);
        string old = bench.Cloud.KeyIds.ShouldHaveSingleItem();
        bench.Cloud.Intercepts = context =>
        {
            bool isChange = context.Request.Path == "/api/v1/device/key";
            if (isChange)
                context.Response.StatusCode = 404;
            return Task.FromResult(isChange);
        };
        bench.Fill(2);
        await bench.StartAsync();
        await Patience.UntilAsync(() => bench.Cloud.Stored.Count == 2, "rows");

        bench.Cloud.KeyIds.ShouldBe([old]);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends()
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.Cloud.TokenLifetimeS = 2;
        await bench.StartAsync();
        for (int i = 0; i < 4; i++)
        {
            bench.Fill(1, TimeSpan.FromSeconds(-10 * i));
            await Task.Delay(700, TestContext.Current.CancellationToken);
        }

        bench.Cloud.TokensIssued.ShouldBeGreaterThan(1);
        bench.Link.Problem.ShouldBeNull();
    }

    private static bool Changed(LinkBench bench) => bench.Journal.Read(null, 10).Any(entry => entry.What == "key.changed");

    private static async Task ShouldWorkAsync(LinkBench bench)
    {
        await bench.StopAsync();
        bench.Cloud.ForgetTokens();
        await bench.StartAsync();
        bench.Fill(1);
        await Patience.UntilAsync(() => !bench.Cloud.Stored.IsEmpty, "a row with the new key");
        File.Exists(bench.KeyFile + ".next").ShouldBeFalse();
    }

    private static async Task<LinkBench> EnrolledAsync(int days)
    {
        var bench = await LinkBench.CreateAsync();
        await bench.StartAsync();
        await Patience.UntilAsync(() => bench.Cloud.SiteModel is not null, "enrolment");
        await bench.StopAsync();
        File.SetLastWriteTimeUtc(bench.KeyFile, TimeProvider.System.GetUtcNow().AddDays(-days).UtcDateTime);
        return bench;
    }
}
