using System.Runtime.Versioning;
using Bascule.Storage.Tests.Sqlite;

namespace Bascule.Storage.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Database _database = new();

    private string Folder => Path.Combine(_database.Folder, "data");

    [Fact]
    public void Open_Missing_IsMadeForItsOwnerOnly()
    {
        using var folder = DataFolder.TryOpen(Folder, out var problem);
        Assert.Null(problem);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Folder, "user.hmac")));
        Assert.Equal(Path.Combine(Folder, "journal"), folder!.Journal);
    }

    [Fact]
    public void Open_HeldByAnother_NamesPidAndFolderAndIsFreeAfterwards()
    {
        using (DataFolder.TryOpen(Folder, out _))
        {
            Assert.Null(DataFolder.TryOpen(Folder, out var problem));
            Assert.Contains(Folder, problem, StringComparison.Ordinal);
            Assert.Contains($"pid {Environment.ProcessId}", problem, StringComparison.Ordinal);
        }

        using var again = DataFolder.TryOpen(Folder, out var none);
        Assert.Null(none);
    }

    [Fact]
    public void AdminKey_FirstStart_IsMadeOnceForItsOwnerOnly()
    {
        string key;
        using (var folder = DataFolder.TryOpen(Folder, out _)!)
        {
            Assert.Null(DataFolder.TryReadAdminKey(Folder));
            key = folder.ReadOrMakeAdminKey();
            Assert.Matches("^bk_admin_[A-Za-z0-9_-]{43}$", key);
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(Folder, "admin.key")));
        }

        using var again = DataFolder.TryOpen(Folder, out _)!;
        Assert.Equal(key, again.ReadOrMakeAdminKey());
        Assert.Equal(key, DataFolder.TryReadAdminKey(Folder));
    }

    [Fact]
    public void User_Hashed_IsTheSameAfterARestartAndAnotherInAnotherFolder()
    {
        string hash;
        using (var folder = DataFolder.TryOpen(Folder, out _)!)
        {
            hash = folder.ReadOrMakeSecrets().HashUser("ada");
            Assert.Matches("^[0-9a-f]{64}$", hash);
            Assert.NotEqual(hash, folder.ReadOrMakeSecrets().HashUser("bob"));
        }

        using var again = DataFolder.TryOpen(Folder, out _)!;
        Assert.Equal(hash, again.ReadOrMakeSecrets().HashUser("ada"));
        using var other = DataFolder.TryOpen(Folder + "2", out _)!;
        Assert.NotEqual(hash, other.ReadOrMakeSecrets().HashUser("ada"));
    }

    [Fact]
    public void Open_BrokenUserKey_SaysWhichFileAndLetsGo()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "user.hmac"), "not hex");
        Assert.Null(DataFolder.TryOpen(Folder, out var problem));
        Assert.Contains("user.hmac", problem, StringComparison.Ordinal);
        File.Delete(Path.Combine(Folder, "user.hmac"));
        using var mended = DataFolder.TryOpen(Folder, out var none);
        Assert.Null(none);
    }

    [Fact]
    public void Open_PathIsAFile_SaysThatItCannotBeUsed()
    {
        File.WriteAllText(Folder, "");
        Assert.Null(DataFolder.TryOpen(Folder, out var problem));
        Assert.Contains(Folder, problem, StringComparison.Ordinal);
    }

    public void Dispose() => _database.Dispose();
}
