using System.Diagnostics;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds;
using Clemap.Edge.Stations.Clouds.Easee;
using Clemap.Edge.Tests.CloudLink;

namespace Clemap.Edge.Tests.Stations.Clouds;

/// <summary>What every cloud has in common, with Easee's twin.</summary>
public sealed class CloudAccountTests
{
    private const string Login = "/api/accounts/login";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stations_of_an_account_share_one_token()
    {
        await using var bench = await StartAsync();
        var stations = Enumerable.Range(0, 4).Select(_ => Station(bench)).ToList();

        await Task.WhenAll(stations.Select(station => station.ReadAsync(Cancellation)));

        bench.Count("POST", Login).ShouldBe(1);
    }

    [Fact]
    public async Task A_token_is_renewed_before_its_end_and_no_request_is_refused()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        for (int minute = 0; minute < 130; minute++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(59));
            (await bench.SecondAsync(station, null)).Problem.ShouldBeNull();
        }

        bench.Count("POST", Login).ShouldBe(3);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once_for_all_and_the_request_repeated()
    {
        await using var bench = await StartAsync();
        var stations = Enumerable.Range(0, 3).Select(_ => Station(bench)).ToList();
        await Task.WhenAll(stations.Select(station => station.ReadAsync(Cancellation)));
        bench.AnswerWith(401, to: request => request.Headers.Authorization == "Bearer access-1");
        bench.Clock.Advance(TimeSpan.FromSeconds(20));

        await Task.WhenAll(stations.Select(station => station.ReadAsync(Cancellation)));
        await Task.WhenAll(stations.Select(station => station.Looking));

        bench.Count("POST", Login).ShouldBe(2);
        bench.Clock.Advance(TimeSpan.FromSeconds(30));
        foreach (var station in stations)
            (await bench.SecondAsync(station, null)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task An_account_that_is_refused_with_a_new_token_too_is_left_alone_for_longer_and_longer()
    {
        await using var bench = await StartAsync();
        bench.AnswerWith(401, to: request => request.Path != Login);

        var (_, problem, _) = await bench.SecondsAsync(Station(bench), 300, null);

        problem.ShouldBe("Easee does not accept the account 'garage'.");
        bench.Count("POST", Login).ShouldBeLessThan(16);
    }

    [Fact]
    public async Task A_wrong_password_is_told_not_hammered_and_a_new_one_is_taken_at_once()
    {
        await using var bench = await StartAsync(secret: "wrong");
        var station = Station(bench);

        var (_, problem, _) = await bench.SecondsAsync(station, 300, null);
        problem.ShouldBe("Easee refuses user 'demo@example.com' with this password.");
        bench.Count("POST", Login).ShouldBeLessThan(8);

        new CloudSecrets(bench.Folder.Path).Write("garage", "simulated\n");
        (await bench.SecondsAsync(station, 6, null)).Sample.ShouldNotBeNull();
    }

    [Fact]
    public async Task Without_a_password_nothing_is_asked()
    {
        await using var bench = await StartAsync();
        File.Delete(new CloudSecrets(bench.Folder.Path).FileOf("garage"));

        (await bench.SecondAsync(Station(bench), null)).Problem.ShouldBe("No password is stored for the cloud account 'garage'.");
        bench.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("45", 44)]
    [InlineData(null, 59)]
    public async Task A_cloud_that_has_had_enough_is_left_alone_as_long_as_it_says(string? retryAfter, int quietS)
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondAsync(station, null);
        bench.AnswerWith(429, head: response => response.Headers.RetryAfter = retryAfter, to: request => request.Path != Login);
        await bench.SecondsAsync(station, 11, null);
        bench.Instead = null;
        int before = bench.Asked.Count;

        (await bench.SecondsAsync(station, quietS - 1, 0)).Outcome.ShouldBe(OrderOutcome.Deferred);
        bench.Asked.Count.ShouldBe(before);

        await bench.SecondsAsync(station, 20, null);
        bench.Asked.Count.ShouldBeGreaterThan(before);
    }

    [Theory]
    [InlineData(500, "{}", "application/json", "answered GET /api/chargers/EH100000/state with 500")]
    [InlineData(502, "<h1>Bad gateway</h1>", "text/html", "with 502")]
    [InlineData(302, "", "text/html", "with 302")]
    [InlineData(200, "<html>Sign in to the guest network</html>", "text/html", "want a sign-in first?")]
    [InlineData(200, "{\"chargerOpMode\":", "application/json", "is not Easee")]
    [InlineData(200, "{\"chargerOpMode\":\"three\"}", "application/json", "is not Easee")]
    [InlineData(200, "null", "application/json", "with nothing")]
    [InlineData(200, "", "application/json", "is not Easee")]
    public async Task What_is_no_answer_leaves_the_last_look_for_a_while_and_then_nothing(int status, string body, string type, string sentence)
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondAsync(station, null);
        bench.AnswerWith(status, body, type);

        (await bench.SecondsAsync(station, 15, null)).Sample.ShouldNotBeNull();
        var (sample, problem, _) = await bench.SecondsAsync(station, 25, null);
        sample.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(sentence);

        bench.Instead = null;
        (await bench.SecondsAsync(station, 8, null)).Sample.ShouldNotBeNull();
        station.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        await using var bench = await StartAsync();
        bench.AnswerWith(200, new string(' ', VendorHttp.LongestAnswer + 1));

        (await bench.SecondAsync(Station(bench), null)).Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_cloud_that_is_gone_is_told_in_a_sentence()
    {
        await using var bench = await StartAsync();
        using var accounts = new CloudAccounts(
            [new CloudAccountConfiguration("garage", "easee", "demo@example.com") { Address = "http://127.0.0.1:1" }], null, bench.Folder.Path, bench.Clock);

        (await bench.SecondAsync(new EaseeStation(accounts.Join("garage"), "EH100000", 8, bench.Clock), null)).Problem.ShouldNotBeNull().ShouldContain("No connection to 127.0.0.1:1");
    }

    [Fact]
    public async Task A_cloud_that_hangs_holds_up_no_look_and_is_given_up_after_ten_seconds()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await bench.SecondAsync(station, null);
        bench.Hang();
        bench.Clock.Advance(TimeSpan.FromSeconds(11));

        var watch = Stopwatch.StartNew();
        await station.ReadAsync(Cancellation);
        await station.ReadAsync(Cancellation);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        station.Looking.IsCompleted.ShouldBeFalse();

        while (bench.Count("GET", "/api/chargers/EH100000/state") < 2)
            await Task.Delay(10, Cancellation);
        bench.Clock.Advance(VendorHttp.Longest);
        await station.Looking.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        bench.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Should.ThrowAsync<CloudCallException>(() => station.ReadAsync(Cancellation))).Message.ShouldContain("did not answer in time");
    }

    [Fact]
    public async Task A_raise_whose_answer_was_lost_is_a_failure_and_the_next_order_is_proven_anew()
    {
        await using var bench = await StartAsync();
        var station = Station(bench);
        await station.ReadAsync(Cancellation);
        await station.PrepareAsync(Cancellation);
        await bench.SecondsAsync(station, 40, 7);
        bench.AnswerWith(500, to: request => request.Method == "POST");
        (await bench.SecondAsync(station, 16)).Problem.ShouldNotBeNull().ShouldContain("with 500");
        bench.Instead = null;

        (await bench.SecondAsync(station, 7)).Outcome.ShouldBe(OrderOutcome.Sent, "it may have the raise");
        (await bench.SecondsAsync(station, 5, 7)).Outcome.ShouldBe(OrderOutcome.Confirmed);
    }

    [Fact]
    public async Task The_way_goes_through_the_proxy_of_the_site()
    {
        await using var proxy = new ForwardProxy("site", "secret");
        await using var bench = await CloudBench.StartAsync("easee-cloud", "easee", 8, proxy: new ProxyConfiguration(proxy.Address, "site", "secret"));

        (await bench.SecondAsync(Station(bench), null)).Sample.ShouldNotBeNull();
        proxy.Passed.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Many_stations_of_an_account_are_looked_at_less_often_and_none_is_forgotten()
    {
        await using var bench = await StartAsync();
        var stations = Enumerable.Range(0, 12).Select(_ => Station(bench)).ToList();
        for (int i = 1; i < stations.Count; i++)
            bench.Account.Join();
        var seen = new HashSet<int>();
        for (int second = 0; second < 90; second++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            foreach (var (i, station) in stations.Index())
            {
                var look = station.ReadAsync(Cancellation);
                await ((Task)look).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                await station.Looking;
                if (second > 60 && look.IsCompletedSuccessfully)
                    seen.Add(i);
            }
        }

        seen.Count.ShouldBe(12);
        bench.Count("GET", "/api/chargers/EH100000/state").ShouldBeInRange(36, 57);
    }

    private static Task<CloudBench> StartAsync(string? secret = null) => CloudBench.StartAsync("easee-cloud", "easee", 8, secret);

    private static EaseeStation Station(CloudBench bench) => new(bench.Account, "EH100000", 8, bench.Clock);
}
