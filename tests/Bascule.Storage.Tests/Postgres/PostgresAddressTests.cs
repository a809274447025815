using Bascule.Storage.Postgres;
using Npgsql;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>The server's address as operators write it.</summary>
public sealed class PostgresAddressTests
{
    [Fact]
    public void Url_WithEverything_IsRead()
    {
        Assert.True(PostgresAddress.TryParse("postgresql://bascule:s%3Acr%40t@db.example:5433/gateway?sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=b&connect_timeout=7&channel_binding=require", out var address, out _));
        var told = new NpgsqlConnectionStringBuilder(address.Connection);
        Assert.Equal(("bascule", "s:cr@t", "db.example", 5433, "gateway"), (told.Username, told.Password, told.Host, told.Port, told.Database));
        Assert.Equal((SslMode.VerifyFull, "/etc/ca.pem", "b", 7, ChannelBinding.Require), (told.SslMode, told.RootCertificate, told.ApplicationName, told.Timeout, told.ChannelBinding));
        Assert.True(address.HasPassword);
        Assert.False(address.IsReadable);
        Assert.Equal("postgres://bascule:***@db.example:5433/gateway?sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=b&connect_timeout=7&channel_binding=require", address.ToString());
    }

    [Theory]
    [InlineData("postgresql://me:geheim@one:6432,two/n?connect_timeout=7", "postgres://one:6432,two/n")]
    [InlineData("postgres://me:ge?heim@db/n", "postgres://db/n")]
    [InlineData("postgres://me:ge?heim@db", "postgres://***")]
    [InlineData("bascule.yaml", "bascule.yaml")]
    public void Url_Shown_HoldsNeitherUserNorPasswordNorParameters(string url, string shown) => Assert.Equal(shown, PostgresAddress.Shown(url));

    [Theory]
    [InlineData("postgres://u:p/a?s@s:w#o&rd@db/n", "p/a?s@s:w#o&rd")]
    [InlineData("postgres://u:100%25@db/n", "100%")]
    [InlineData("postgres://u@db/n", null)]
    public void Password_EvenUnescaped_IsReadAndNeverShown(string url, string? password)
    {
        Assert.True(PostgresAddress.TryParse(url, out var address, out _));
        Assert.Equal((password, "db", "n", "u"), (new NpgsqlConnectionStringBuilder(address.Connection).Password, new NpgsqlConnectionStringBuilder(address.Connection).Host, new NpgsqlConnectionStringBuilder(address.Connection).Database, new NpgsqlConnectionStringBuilder(address.Connection).Username));
        Assert.Equal($"postgres://u{(password is null ? "" : ":***")}@db/n", address.ToString());
    }

    [Theory]
    [InlineData("postgres://u:p@a:1,b:2/n?target_session_attrs=primary", "a:1,b:2")]
    [InlineData("postgres://u:p@[::1]:7/n", "::1")]
    [InlineData("postgres://u@/n?host=/run/postgresql", "/run/postgresql")]
    public void Hosts_SeveralOrSockets_AreRead(string url, string host)
    {
        Assert.True(PostgresAddress.TryParse(url, out var address, out _));
        Assert.Equal(host, new NpgsqlConnectionStringBuilder(address.Connection).Host);
    }

    [Theory]
    [InlineData("postgres://db/n", "no user")]
    [InlineData("postgres://u:geheim@db", "no database")]
    [InlineData("sqlite:geheim.db", "does not begin with postgres://")]
    [InlineData("postgres://u:geheim@db/", "no database")]
    [InlineData("postgres://u:geheim@/n", "no host")]
    [InlineData("postgres://u:geheim@db:x/n", "host or port")]
    [InlineData("postgres://u:geheim@db:70000/n", "host or port")]
    [InlineData("postgres://u:geheim@db/n?sslmode=maybe", "none of disable, allow")]
    [InlineData("postgres://u:geheim@db/n?sslmod=require", "'sslmod', which is none of sslmode")]
    [InlineData("postgres://u:geheim@db/n?sslmode", "no value")]
    [InlineData("postgres://u:geheim@db/n?connect_timeout=0", "1 to 60 seconds")]
    [InlineData("postgres://u:geheim@db/n?search_path=a,b", "one schema's plain name")]
    public void Url_ThatIsWrong_SaysWhatWithoutThePassword(string url, string wrong)
    {
        Assert.False(PostgresAddress.TryParse(url, out _, out var said));
        Assert.Contains(wrong, said, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://u@db/n", true)]
    [InlineData("postgres://u@db/n?sslmode=prefer", false)]
    [InlineData("postgres://u@127.0.0.1/n", false)]
    [InlineData("postgres://u@localhost,db/n", true)]
    public void Way_ThatOthersMayReadAlong_IsTold(string url, bool isReadable)
    {
        Assert.True(PostgresAddress.TryParse(url, out var address, out _));
        Assert.Equal(isReadable, address.IsReadable);
    }

    [Fact]
    public void Equal_OnlyWithTheSamePassword()
    {
        PostgresAddress Of(string url) => PostgresAddress.TryParse(url, out var address, out var wrong) ? address : throw new InvalidOperationException(wrong);
        Assert.Equal(Of("postgres://u:a@db/n"), Of("postgres://u:a@db/n"));
        Assert.NotEqual(Of("postgres://u:a@db/n"), Of("postgres://u:b@db/n"));
    }
}
