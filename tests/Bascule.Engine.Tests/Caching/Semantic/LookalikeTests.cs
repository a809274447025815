using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Conversation;
using Bascule.Engine.Routing;
using Bascule.Sandbox.Lookalikes;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Caching.Semantic;

/// <summary>The stream of lookalikes against everything that decides: search, guards, agreement, self-noise, bound.</summary>
public sealed class LookalikeTests
{
    private const int Dimensions = 384;

    [Fact]
    public void Next_TheSameSeed_IsTheSameStream()
    {
        var (one, other) = (new LookalikeStream(5, 0.5), new LookalikeStream(5, 0.5));
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal(one.Next(), other.Next()));
    }

    [Fact]
    public void Next_PairsOfEveryKind_LookAlikeAndDifferOrNotAsTheyShould()
    {
        var stream = new LookalikeStream(1, 0.5);
        var pairs = Enumerable.Range(0, 4_000).Select(_ => stream.Next()).ToArray();
        Assert.Equal(Enum.GetValues<LookalikeKind>(), pairs.Select(pair => pair.Kind).Distinct().Order());
        Assert.All(pairs, pair =>
        {
            Assert.Equal(pair.MeansTheSame, pair.First.Meaning == pair.Second.Meaning);
            Assert.NotEqual(pair.First.Text, pair.Second.Text);
        });
        Assert.True(pairs.Average(pair => Cosine(pair.First, pair.Second)) > 0.85);
    }

    /// <summary>As on Quora, where a third of what looks alike is not: what guards let through is still far too often false, and the cache never opens.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.1)]
    public void Stream_ManyLookalikes_NeverServesAboveItsBound(double lookalikes)
    {
        var runs = Enumerable.Range(0, 20).Select(seed => new Run(seed, lookalikes, 0.01).Go(1_200)).ToArray();
        Assert.True(runs.Sum(run => run.FalseHits) > 20, "the guards alone would have been fooled");
        Assert.True(runs.Count(run => run.Served > 0) <= 1, $"{runs.Count(run => run.Served > 0)} of {runs.Length} opened");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.002)]
    public void Stream_HardlyAnyLookalike_OpensAndStaysWithinItsBound(double lookalikes)
    {
        var runs = Enumerable.Range(0, 8).Select(seed => new Run(seed, lookalikes, 0.01).Go(2_500)).ToArray();
        Assert.True(runs.Sum(run => run.Served) > 4_000, $"{runs.Sum(run => run.Served)} served");
        Assert.True(runs.Sum(run => run.ServedFalse) <= 0.01 * runs.Sum(run => run.Served), $"{runs.Sum(run => run.ServedFalse)} of {runs.Sum(run => run.Served)} false");
    }

    /// <summary>A route that was right for long and then is not: the second false check closes it.</summary>
    [Fact]
    public void Stream_TurnsBad_Closes()
    {
        var run = new Run(3, 0, 0.01).Go(2_000);
        Assert.True(run.IsOpen);
        var before = run.Served;
        run.Turn(0.5).Go(1_000);
        Assert.False(run.IsOpen);
        Assert.True(run.Served - before < 400, $"{run.Served - before} served after the turn");
    }

    /// <summary>A model that says each time something else: nothing can be told, so nothing is served.</summary>
    [Fact]
    public void Stream_ModelDisagreesWithItself_DoesNotOpen()
    {
        var runs = Enumerable.Range(0, 5).Select(seed => new Run(seed, 0.3, 0.01) { Noise = 60 }.Go(1_200)).ToArray();
        Assert.Equal(0, runs.Sum(run => run.Served));
    }

    private static double Cosine(LookalikeQuestion one, LookalikeQuestion other) => one.Vector(Dimensions).Zip(other.Vector(Dimensions), (a, b) => a * b).Sum();

    /// <summary>One route's life: the second question of each pair finds the first, and the model is asked unless the first one's answer is served.</summary>
    private sealed class Run(int seed, double lookalikes, double share)
    {
        private readonly VectorIndex _index = new();
        private readonly SemanticRoute _route = new("r", new SemanticOptions { Embedder = "e", MinSimilarity = 0.88, MaxFalseHits = share }, new FakeTimeProvider());
        private readonly Dictionary<Digest, (LookalikeQuestion Question, string Answer)> _answers = [];
        private readonly Random _dice = new(seed);
        private LookalikeStream _stream = new(seed, lookalikes);
        private int _occasion;
        private int _pair;

        public int Noise { get; init; }

        public int Served { get; private set; }

        public int ServedFalse { get; private set; }

        /// <summary>Hits that guards let pass and that would have been false, served or not.</summary>
        public int FalseHits { get; private set; }

        public bool IsOpen => _route.Proof.IsOpen;

        public Run Turn(double to)
        {
            _stream = new LookalikeStream(seed + 1_000, to);
            return this;
        }

        public Run Go(int pairs)
        {
            for (var i = 0; i < pairs; i++)
            {
                var pair = _stream.Next();
                var scope = new Digest((ulong)++_pair, 0, 0, 0);    // a pair has an answer of its own, whatever else was asked
                Ask(pair.First, scope);
                Ask(pair.Second, scope);
            }

            return this;
        }

        private void Ask(LookalikeQuestion question, Digest scope)
        {
            var (vector, marks) = (question.Vector(Dimensions), PromptMarks.Of(question.Text));
            SignedBytes.TryNormalise(vector);
            var key = Digest.Of(System.Text.Encoding.UTF8.GetBytes($"{_pair}\n{question.Text}"));

            var best = new Neighbour[8];
            var near = best[.._index.Find(scope, vector, SimilarityBands.Lowest, best)].FirstOrDefault(one => one.Entry.Marks.Differs(marks) is null);
            var isHit = near.Entry is not null && near.Similarity >= _route.Proof.MinSimilarity;
            var wrong = isHit && _answers[near.Entry!.Key].Question.Meaning != question.Meaning;
            FalseHits += wrong ? 1 : 0;
            if (isHit && _route.Proof.IsOpen && !_route.IsChecked(_dice.NextDouble()))
            {
                Served++;
                ServedFalse += wrong ? 1 : 0;
                return;
            }

            var fresh = Answer(question);
            if (isHit)
            {
                var check = new SemanticCheck(_route, () => Task.FromResult<string?>(Answer(question)));
                var told = check.IsWrongAsync(_answers[near.Entry!.Key].Answer, fresh);
                Assert.True(told.IsCompletedSuccessfully);
                Assert.True(check.MeasureAsync(fresh, _dice.NextDouble()).IsCompletedSuccessfully);
                _route.Check(near.Similarity, told.Result, _route.Proof.Epoch);
            }

            _answers[key] = (question, fresh);
            _index.Add(new SemanticEntry { Key = key, Scope = scope, Marks = marks, Until = DateTimeOffset.MaxValue }, vector);
        }

        private string Answer(LookalikeQuestion question) => question.Answer(_occasion++, Noise);
    }
}
