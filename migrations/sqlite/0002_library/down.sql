DROP TABLE characters;
DROP TABLE pages;
DROP TABLE stories;
